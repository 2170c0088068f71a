/** A file of the documentation page. */
export interface Asset {
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The files that the documentation page is made of, and their types; they come with the npm package swagger-ui-dist. */
export const docsFiles: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** Where those files are read; a home without a disk can bring them in its bundle, or go without. */
export interface DocsAssets {
  /** @param name - a key of {@link docsFiles} */
  read(name: string): Promise<Asset | undefined>;
}
