import type { Page, PageRequest } from '../../core/ports.ts';

/** All items of a paged list, one after another. */
export async function* allPages<T>(list: (page: PageRequest) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page: Page<T> = await list({ limit: 200, cursor });
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
