/** The version of package.json; a test holds the two together, so that no start reads that file. */
export const version = "0.1.0";
