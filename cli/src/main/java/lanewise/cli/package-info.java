/** The {@code lanewise} command: what a person types, and nothing that a program would call. */
package lanewise.cli;
