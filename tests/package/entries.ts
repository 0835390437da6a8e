import * as core from "lai-loss";
import * as compare from "lai-loss/compare";
import * as data from "lai-loss/data";
import * as measure from "lai-loss/measure";
import * as show from "lai-loss/show";
import * as studies from "lai-studies";

/** Everything that a user can import from the packages that are installed here, by name. */
export const lai = { ...core, ...measure, ...data, ...compare, ...show, ...studies };
