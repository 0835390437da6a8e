import assert from "node:assert/strict";
import { test } from "node:test";
import { elementBox, pageBox, textWidth } from "../../src/figure/text-box";

function assertClose(actual: number | number[], expected: number | number[], tolerance: number): void {
  const [a, e] = [[actual].flat(), [expected].flat()];
  assert.equal(a.length, e.length);
  for (const [i, value] of a.entries()) assert.ok(Math.abs(value - e[i]) <= tolerance, `${value}, expected ${e[i]}`);
}

/** An element as the functions read it. */
function element(localName: string, attributes: Record<string, string>, children: object[] = [], text = ""): never {
  const made = {
    localName,
    nodeType: 1,
    textContent: text,
    children,
    childNodes: text ? [{ nodeType: 3, textContent: text, childNodes: [], children: [] }] : children,
    parentNode: null,
    style: {},
    getAttribute: (name: string) => attributes[name] ?? null,
  };
  for (const child of children) Object.assign(child, { parentNode: made });
  return made as never;
}

test("text has the widths of DejaVu Sans, which Arial fits into", () => {
  assertClose(textWidth("AW i", 10), (684 + 989 + 318 + 278) / 100, 1e-9);
  assertClose(textWidth("0123456789", 10), 63.6, 1e-9);
});

test("a text's box stands on its anchor", () => {
  const text = element("text", { x: "100", y: "50", "font-size": "10", "text-anchor": "end" }, [], "000");
  const { x, y, width } = elementBox(text);
  assertClose([x, width, y], [100 - 19.08, 19.08, 50 - 9.05], 1e-9);
});

test("a group's box holds its children where their transforms put them", () => {
  const moved = element("rect", { width: "10", height: "20", transform: "translate(5,6)" });
  const turned = element("rect", { width: "10", height: "20", transform: "rotate(90)" }); // x from -20 to 0, y from 0 to 10
  const group = element("g", {}, [moved, turned]);
  const box = elementBox(group);
  assertClose([box.x, box.y, box.width, box.height], [-20, 0, 35, 26], 1e-9);
});

test("the place on the page goes through all groups around an element", () => {
  const rect = element("rect", { x: "1", width: "2", height: "3" });
  const inner = element("g", { transform: "translate(10,0)scale(2)" }, [rect]);
  element("svg", { transform: "translate(100,200)" }, [inner]);
  const box = pageBox(rect);
  assertClose([box.left, box.top, box.right, box.bottom], [112, 200, 116, 206], 1e-9);
});
