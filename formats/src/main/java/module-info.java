/** Files to tensors and vocabularies. */
module lanewise.formats {
  requires transitive lanewise.kernels;

  exports lanewise.formats;
}
