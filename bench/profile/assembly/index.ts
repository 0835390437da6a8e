/** The parts of the kernel that a step is made of, exported one by one to be timed alone. */
export { activate } from "../../../src/engine/dense/kernel/assembly/elementwise";
export { multiply } from "../../../src/engine/dense/kernel/assembly/matrix";
export { addOuterProducts } from "../../../src/engine/dense/kernel/assembly/outer-products";
