/**
 * Required before a program: hides that this Node.js runs the dense kernel, so that the closed form in tfjs operations trains
 * as it does where there is no SIMD. The feature tests of tfjs, modules of a few bytes, are answered as ever.
 */
declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

const LARGEST_FEATURE_TEST = 4096;
const { validate } = WebAssembly;
WebAssembly.validate = (bytes) => bytes.byteLength <= LARGEST_FEATURE_TEST && validate(bytes);
