import { CommentTag, ReflectionKind } from "typedoc";
import { examplesOf } from "./examples.mjs";

/** Arrays of numbers have a shape, which their comment must say. */
const ARRAYS = /\b(Float32Array|Float64Array|InputRows|TargetRows)\b/;

/** Gives every public value its example from docs/examples, after those that its doc comment has. */
export function addExamples(project) {
  for (const module of project.children) {
    const examples = examplesOf(module.name);
    for (const value of valuesOf(module)) {
      const code = examples.of(value.name);
      const comment = commentsOf(value)[0];
      if (!code || !comment) continue;
      comment.blockTags = comment.blockTags.filter(({ tag }) => tag !== "@example");
      comment.blockTags.push(new CommentTag("@example", [{ kind: "code", text: `\`\`\`ts\n${code}\n\`\`\`` }]));
    }
  }
}

/**
 * Fails where a public value lacks what a reader needs: each a description, each function and class an example that a test
 * runs, each function with arguments what it throws, those that take or give arrays their shape.
 */
export function checkCoverage(project) {
  const lacks = project.children.flatMap((module) => {
    const examples = examplesOf(module.name);
    return valuesOf(module).flatMap((value) =>
      missing(value, examples).map((what) => `${module.name}: ${value.name} has no ${what}`),
    );
  });
  if (lacks.length > 0) throw new Error(`The API is not documented in full:\n${lacks.join("\n")}`);
}

function missing(value, examples) {
  const comments = commentsOf(value);
  const found = [];
  if (!comments.some((comment) => comment.summary.length > 0)) found.push("description");
  if (!examples.of(value.name)) found.push("example in docs/examples");
  for (const signature of value.signatures ?? []) {
    const said = textOf(signature);
    const takes = signature.parameters ?? [];
    const throws = comments.some((comment) => comment.getTag("@throws"));
    if (takes.length > 0 && !throws) found.push("@throws");
    const types = [signature.type, ...takes.map(({ type }) => type)].join(" ");
    if (ARRAYS.test(types) && !/shape|length|for each|a row/.test(said)) found.push(`shape of its arrays (${types})`);
  }
  return found;
}

function valuesOf(module) {
  const { Class, Function: Callable, Namespace, Variable } = ReflectionKind;
  return module.children.filter((child) => child.kindOf([Class, Callable, Namespace, Variable]));
}

function commentsOf(value) {
  const own = value.comment ? [value.comment] : [];
  return [...own, ...(value.signatures ?? []).flatMap(({ comment }) => comment ?? [])];
}

/** All that is said of a function and its parameters. */
function textOf(signature) {
  const comments = [signature.comment, ...(signature.parameters ?? []).map(({ comment }) => comment)];
  return comments
    .flatMap((comment) => [
      ...(comment?.summary ?? []),
      ...(comment?.blockTags ?? []).flatMap(({ content }) => content),
    ])
    .map(({ text }) => text)
    .join(" ");
}
