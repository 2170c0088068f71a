import type { PartManifest } from '../../../core/lifecycle/training-data/part-manifest.ts';
import { count } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { table } from '../output/table.ts';
import { printable, shorten } from '../output/text-width.ts';

/** Parts of the training data as a table. */
export function partsView(parts: readonly PartManifest[], style: Style): string {
  if (parts.length === 0)
    return 'No training data yet: "mainstay train FILE", or a labelled file in the inbox, brings some.';
  return table(
    parts,
    [
      { title: 'part', cell: ({ partId }) => partId },
      { title: 'profile', cell: ({ profile }) => `${profile.name} ${profile.version}` },
      { title: 'file', cell: ({ fileName }) => shorten(printable(fileName), 40) },
      { title: 'rows', cell: ({ rows }) => count(rows), align: 'right' },
      { title: 'left', cell: ({ leavers }) => count(leavers), align: 'right' },
      { title: 'contacted', cell: ({ touch }) => count(touch.contacted), align: 'right' },
      { title: 'holdout', cell: ({ touch }) => count(touch.holdout), align: 'right' },
      { title: 'snapshots', cell: ({ snapshots }) => snapshotsInWords(snapshots) },
      { title: 'revision', cell: revisionInWords },
      { title: 'sha256', cell: ({ sha256 }) => style.faint(sha256.slice(0, 12)) },
    ],
    style.faint,
  );
}

function snapshotsInWords(snapshots: PartManifest['snapshots']): string {
  if (snapshots === null) return '–';
  return snapshots.from === snapshots.to ? snapshots.from : `${snapshots.from} to ${snapshots.to}`;
}

function revisionInWords({ revision, erasedRows }: PartManifest): string {
  return revision === 1 ? '1' : `${revision}, ${count(erasedRows)} rows erased`;
}
