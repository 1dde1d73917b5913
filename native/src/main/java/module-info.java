/** Native memory and machine code: the floor everything else in Lanewise stands on. */
module lanewise.natives {
  exports lanewise.natives.machine;
  exports lanewise.natives.memory;
  exports lanewise.natives.thread;
}
