export * from "../../dist/types/internal";
