/** Models: what a user of the library opens, runs and closes. */
package lanewise.engine;
