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

/** Rows that are handed over together, for several calls. */
export const rowsPerPart = 256;

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
/** What small trees are (see `small-trees.ts`), and room for what the kernel makes of them when it is prepared. */
export const headSmallCount = 60;
export const headSmall = 64;
export const headNodes = 68;
export const headFeatureOfColumn = 72;
export const headQuestions = 76;
export const headQuestionCount = 80;
/** Hash tables of questions and of groups, u32: 1 more than their place, 0 where there is none; slots, a power of two. */
export const headQuestionSlots = 84;
export const headGroupSlots = 88;
export const headSlotCount = 92;
export const headGroups = 96;
export const headGroupCount = 100;
export const headGroupTables = 104;
export const headAnswers = 108;
/** Room to prepare in. */
export const headDraft = 112;
export const headBytes = 128;

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

/** A small tree: its first node. */
export const smallBytes = 4;

/**
 * A node of a small tree: column (-1: leaf), offset of it in a block as the node asks for it, threshold, right child,
 * parent, value, share of the cover that passes on the edge into it; and, made by the kernel, its question or the next
 * leaf of its group (1 more than it, 0: none).
 */
export const nodeColumn = 0;
export const nodeX = 4;
export const nodeThreshold = 8;
export const nodeRight = 12;
export const nodeParent = 16;
export const nodeValue = 20;
export const nodePassed = 24;
export const nodeQuestion = 28;
export const nodeNext = 28;
export const nodeBytes = 32;

/** A question of small trees: offset of its column in a block, and its threshold. */
export const questionX = 0;
export const questionThreshold = 4;
export const questionBytes = 8;
/** Answers to a question: a byte for each row of a call. Those to no question, always no, come first. */
export const answerBytes = rowsPerCall;

/** Questions that a group has at most, and so features that it adds to; the combinations of their answers. */
export const groupQuestions = 4;
export const combinations = 16;

/**
 * A group: offset of the answers to each of its questions, ascending, 0 for none; how many features it adds to and the
 * offsets of their sums; its table (for each feature four planes of 16 bytes, the bytes of float32); its last leaf and
 * first leaf (1 more than the node).
 */
export const groupAnswers = 0;
export const groupSumCount = 16;
export const groupSums = 20;
export const groupTable = 36;
export const groupFirst = 40;
export const groupLast = 44;
export const groupBytes = 48;
export const planesBytes = 64;

/** Drafts: the questions on the way down, those of a group to be, columns of a leaf's path, and a group's table, float32. */
export const draftPath = 0;
export const draftAsks = 32;
export const draftPlayers = 64;
export const draftTable = 960;
export const draftBytes = 1216;

/**
 * A column on a leaf's path: which of the group's questions ask for it and the answers there, as bits; where it adds to;
 * z. Then for all combinations o − z, and t·o + (1 − t)·z at the two points of the quadrature.
 */
export const playerColumn = 0;
export const playerAsked = 4;
export const playerAnswers = 8;
export const playerSum = 12;
export const playerZ = 16;
export const playerGains = 32;
export const playerLows = 96;
export const playerHighs = 160;
export const playerBytes = 224;
export const combinationsBytes = 4 * combinations;
