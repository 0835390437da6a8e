export { buildMethod, methodCandidates, methodInfo, methodLabel, methodNames } from "./build";
export type {
  BuiltMethod,
  GridValue,
  MethodFamily,
  MethodInfo,
  MethodOrigin,
  MethodSpec,
  MethodTraining,
  MethodValue,
} from "./method";
