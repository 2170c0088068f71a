/*
 * Where things lie in the memory of the reasons kernel: read by its assembly and by the code that fills it. Bytes, unless
 * a name says otherwise; places are absolute addresses.
 */

/** Rows worked on together, the lanes of a vector. */
export const lanes = 4;
export const vectorBytes = 16;
/** Points of a quadrature handled in one pass over a tree; more make further passes. */
export const passPoints = 4;

/** Rows of one call: a tree's tables serve them all, and their columns and sums stay in the cache. */
export const rowsPerCall = 64;

/** Where the image of a model begins, with its head; below lies what the module itself may need. */
export const imagePlace = 1024;

/** Head: counts and places. */
export const headTrees = 0;
export const headTreeCount = 4;
export const headAsked = 8;
export const headAskedCount = 12;
export const headColumnCount = 16;
export const headFeatureCount = 20;
export const headRows = 24;
export const headBlocks = 28;
export const headSums = 32;
export const headSlots = 36;
export const headTables = 40;
export const headOut = 44;
/** Factor of all sums, float64. */
export const headScale = 48;
/** Bytes of memory that the model needs in all. */
export const headMemory = 56;
export const headBytes = 64;

/** A column as nodes ask for it: which one, and what stands for a missing value (−∞ goes left, +∞ right). */
export const askedColumn = 0;
export const askedMissing = 4;
export const askedBytes = 8;

/** A pass: how many points, then t, 1 − t and the weight of each. */
export const pointCount = 0;
export const pointT = 16;
export const pointRest = 32;
export const pointWeight = 48;
export const pointBytes = 64;

/** A tree: place and number of its passes, bytes with all records, and the number of records of each role, in order. */
export const treePasses = 0;
export const treePassCount = 4;
export const treeBytes = 8;
export const treeCounts = 12;
export const treeUppers = 12;
/** Four kinds of triples, see `node-roles.ts`. */
export const treeTriples = 16;
export const treePairs = 32;
export const treeLeaves = 36;
export const treeHeadBytes = 40;

/** Records begin with their slot. A slot: for each point F (cover and conditions above) and S (the leaves below), the left share w, and o of both sides. */
export const slotS = 64;
export const slotW = 128;
export const slotLeft = 192;
export const slotRight = 208;
export const slotBytes = 224;

/** A question: offset of the column in a block, of the feature in the sums, and o and z of the same column further up. */
export const askX = 0;
export const askSum = 4;
export const askWas = 8;
export const askThreshold = 12;
export const askZ = 16;
export const askZBefore = 20;
export const askShare = 24;
/** Of a question above two leaves: left minus right value, and the right value. */
export const askStep = 28;
export const askBase = 32;

/** An upper node: its slot, those of its children, whether it asks for a column again, its question. */
export const upperSlot = 0;
export const upperLeft = 4;
export const upperRight = 8;
export const upperAgain = 12;
export const upperAsk = 16;
export const upperBytes = 44;

/** A node with two questions below, under which there are only leaves. */
export const tripleSlot = 0;
export const tripleAsk = 4;
export const tripleLeftAsk = 32;
export const tripleRightAsk = 68;
export const tripleBytes = 104;

/** A question above two leaves whose sibling is larger. */
export const pairSlot = 0;
export const pairAsk = 4;
export const pairBytes = 40;

/** A leaf whose sibling is larger. */
export const leafSlot = 0;
export const leafValue = 4;
export const leafBytes = 8;

/** What a pass makes of a question: w if not satisfied; and for a column asked again also two more vectors. */
export const tableBytes = 16;
export const tableGain = 16;
export const tableFactor = 32;
export const tableAgainBytes = 48;
