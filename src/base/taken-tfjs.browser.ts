import { tfjs } from "./tfjs";

/** What a bundler gives to the modules here that import "@tensorflow/tfjs": they are loaded after `ready` was given it. */
export = tfjs();
