/**
 * The table of all operators, by domain, name and version.
 *
 * <p>It stands above every family and nothing else does: to add a family, write its package and
 * name it in {@code OperatorFamilies}.
 */
package lanewise.engine.op.catalog;
