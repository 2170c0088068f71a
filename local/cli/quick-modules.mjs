// Makes modules quicker to find. Plain JavaScript, because the launcher brings it along.
import { registerHooks } from 'node:module';

const insideZod = /\/node_modules\/zod\/v4\//;

/**
 * Finds our own modules by what imports say, which is the file with its ending: Node would ask the disk again and again
 * what kind of package each of 300 files belongs to, 20 ms of a start. And leaves zod's words for errors in some fifty
 * languages where they are, 7 ms: ours are shown in English.
 */
export function findModulesQuickly() {
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL } = context;
      if (parentURL !== undefined && specifier.startsWith('.')) {
        if (specifier.endsWith('.ts')) {
          return { url: new URL(specifier, parentURL).href, format: 'module-typescript', shortCircuit: true };
        }
        if (specifier.endsWith('/locales/index.js') && insideZod.test(parentURL)) {
          return next(specifier.replace('index.js', 'en.js'), context);
        }
      }
      return next(specifier, context);
    },
  });
}
