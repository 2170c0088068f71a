import { gaussLegendre } from '../../gauss-legendre.ts';
import * as at from './layout.ts';

/** The passes that one number of quadrature points takes. */
export interface Passes {
  readonly place: number;
  readonly count: number;
}

/** Fewest points of a pass; one more than needed harms nothing. */
const fewestPoints = 2;

/** Passes that so many points are spread over. */
export const passCountOf = (points: number): number => Math.ceil(Math.max(points, fewestPoints) / at.passPoints);

/** Spreads the points of a quadrature evenly over passes and writes them from `place`. */
export function writePasses(memory: DataView, place: number, points: number): Passes {
  const quadrature = gaussLegendre(Math.max(points, fewestPoints));
  const total = quadrature.points.length;
  const count = passCountOf(points);
  for (let pass = 0, next = 0; pass < count; pass++) {
    const to = place + pass * at.pointBytes;
    const end = Math.floor(((pass + 1) * total) / count);
    memory.setUint32(to + at.pointCount, end - next, true);
    for (let lane = 0; lane < at.passPoints; lane++) {
      const t = next < end ? quadrature.points[next]! : 0.5; // a lane that is not used
      memory.setFloat32(to + at.pointT + 4 * lane, t, true);
      memory.setFloat32(to + at.pointRest + 4 * lane, 1 - t, true);
      memory.setFloat32(to + at.pointWeight + 4 * lane, next < end ? quadrature.weights[next]! : 0, true);
      if (next < end) next++;
    }
  }
  return { place, count };
}
