/** NumPy's array files: single arrays ({@code .npy}) and archives of them ({@code .npz}). */
package lanewise.formats.npy;
