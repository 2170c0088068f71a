import { z } from 'zod';

/** Query parameters of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Items per page' }),
  cursor: z.string().max(2_000).optional().meta({ description: 'From the page before; fits the same query only' }),
};

export const PageQuery = z.strictObject(pageQuery);
