/** Fetches the set that the first argument holds as JSON from the server of the second one; prints the path of its file. */
import { fetchDataset } from "../../../src/data/fetch/fetch-dataset";

const [entry, baseUrl] = process.argv.slice(2);
fetchDataset(JSON.parse(entry), { baseUrl, timeoutSeconds: 30, onWait: () => console.error("waiting") }).then(
  (path) => console.log(path),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
