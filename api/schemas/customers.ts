import { z } from 'zod';
import { CustomerRecord, CustomerSummary, customerSorts, TimelineEntry } from '../../core/scoring/customer-record.ts';
import { CustomerId, Tier } from '../../core/scoring/score.ts';
import { pageQuery } from './page.ts';

export const CustomerPath = z.strictObject({ customerId: CustomerId });

/** Most segments that a list is narrowed by at once. */
const maxSegments = 3;

export const CustomerListQuery = z.strictObject({
  tier: Tier.optional(),
  sort: z.enum(customerSorts).default('valueAtRisk').meta({ description: 'Largest first; ties by id' }),
  segments: z
    .record(z.string(), z.string().max(200))
    .refine((segments) => Object.keys(segments).length <= maxSegments, `at most ${maxSegments} segments`),
  ...pageQuery,
});

export const CustomerList = z
  .strictObject({ items: z.array(CustomerSummary), cursor: z.string().optional() })
  .meta({ id: 'CustomerList' });

export const CustomerQueryOne = z.strictObject({
  timelineLimit: pageQuery.limit,
  timelineCursor: pageQuery.cursor,
});

export const CustomerAnswer = CustomerRecord.extend({
  timeline: z.array(TimelineEntry).meta({ description: 'Newest first' }),
  timelineCursor: z.string().optional(),
}).meta({ id: 'Customer' });

export const Erased = z
  .strictObject({
    erasedAt: z.iso.datetime(),
    auditId: z.string().meta({ description: 'The record that it was done; it holds no id of the customer' }),
    filesChanged: z
      .int()
      .nonnegative()
      .meta({ description: 'Files of earlier drops that the customer was taken out of' }),
  })
  .meta({ id: 'Erased' });
