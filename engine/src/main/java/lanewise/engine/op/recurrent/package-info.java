/**
 * Recurrent networks: {@code RNN}, {@code GRU} and {@code LSTM}.
 *
 * <p>What always holds here: each direction of each entry of a batch goes its own way through time,
 * in double precision, so that its bits depend neither on its neighbours nor on threads. To add
 * one, add its step to {@code RecurrentTask} and list it in {@code RecurrentOperators}.
 */
package lanewise.engine.op.recurrent;
