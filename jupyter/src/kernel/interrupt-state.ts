/** Places in the memory that the main thread and the interrupt worker share. */
export const NEVER_CHANGES = 0;
/** how many interrupts the main thread has seen */
export const SEEN = 1;
/** 1 while loops in cells are to end, because the main thread does not answer */
export const STOP = 2;
/** there instead of 1 where they are to look whether memory is left */
export const LOOK_AT_MEMORY = 2;
/** how many places there are */
export const STATE_LENGTH = 3;
/** how often the worker looks whether Jupyter is there, and lets loops look whether memory is */
export const LOOK_MS = 50;
/** how long the main thread may take to answer before the loops in it are ended */
export const ANSWER_MS = 300;
