import type { Home } from '../../../local/home/open-home.ts';

/** The home with something in the way of a call of its records. */
export function hindered(home: Home, ways: { putScores?: () => void; putReceipt?: () => void }): Home {
  const { customers, drops } = home.records;
  return {
    ...home,
    records: {
      ...home.records,
      customers: new Proxy(customers, {
        get: (target, name) => {
          if (name !== 'putScores') return Reflect.get(target, name).bind(target);
          return async (scores: Parameters<typeof target.putScores>[0]) => {
            ways.putScores?.();
            return target.putScores(scores);
          };
        },
      }),
      drops: {
        get: (id) => drops.get(id),
        list: (page) => drops.list(page),
        put: async (receipt) => {
          ways.putReceipt?.();
          return drops.put(receipt);
        },
        putUnlessDone: async (receipt) => {
          ways.putReceipt?.();
          return drops.putUnlessDone(receipt);
        },
      },
    },
  };
}
