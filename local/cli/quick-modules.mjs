// Makes modules quicker to find. Plain JavaScript, because the launcher brings it along.
import { registerHooks } from 'node:module';

const insideZod = /\/node_modules\/zod\/v4\//;

/**
 * Finds our own modules, and those of zod among each other, by what imports say, which is the file with its ending: Node would
 * ask the disk again and again what kind of package each of 300 files belongs to, 20 ms of a start. Packages are looked
 * for once, not for each of our modules that names them, 10 ms. And leaves zod's words for errors in some fifty languages
 * where they are, 7 ms: ours are shown in English.
 */
export function findModulesQuickly() {
  const packages = new Map();
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL, conditions } = context;
      if (parentURL === undefined || specifier.startsWith('node:')) return next(specifier, context);
      if (specifier.startsWith('.')) {
        if (specifier.endsWith('.ts')) {
          return { url: new URL(specifier, parentURL).href, format: 'module-typescript', shortCircuit: true };
        }
        if (specifier.endsWith('.js') && insideZod.test(parentURL)) {
          const file = specifier.replace(/\/locales\/index\.js$/, '/locales/en.js');
          return { url: new URL(file, parentURL).href, format: 'module', shortCircuit: true };
        }
        return next(specifier, context);
      }
      if (!parentURL.endsWith('.ts')) return next(specifier, context);
      const key = [specifier, ...conditions].join(' ');
      const found = packages.get(key) ?? next(specifier, context);
      packages.set(key, { ...found, shortCircuit: true });
      return found;
    },
  });
}
