export { ArgumentError } from "./base/check";
