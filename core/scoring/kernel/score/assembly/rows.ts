/*
 * The 64 rows of a group as types, whose sizes are their numbers, so that instructions have them built in; see layout.ts.
 */

/** The first row of each eight. */
@unmanaged export class Eight0 {}
@unmanaged export class Eight1 {
  a: u64;
}
@unmanaged export class Eight2 {
  a: u64;
  b: u64;
}
@unmanaged export class Eight3 {
  a: u64;
  b: u64;
  c: u64;
}
@unmanaged export class Eight4 {
  a: u64;
  b: u64;
  c: u64;
  d: u64;
}
@unmanaged export class Eight5 {
  a: u64;
  b: u64;
  c: u64;
  d: u64;
  e: u64;
}
@unmanaged export class Eight6 {
  a: u64;
  b: u64;
  c: u64;
  d: u64;
  e: u64;
  f: u64;
}
@unmanaged export class Eight7 {
  a: u64;
  b: u64;
  c: u64;
  d: u64;
  e: u64;
  f: u64;
  g: u64;
}

/** The rows of an eight. */
@unmanaged export class Row0 {}
@unmanaged export class Row1 {
  a: u8;
}
@unmanaged export class Row2 {
  a: u8;
  b: u8;
}
@unmanaged export class Row3 {
  a: u8;
  b: u8;
  c: u8;
}
@unmanaged export class Row4 {
  a: u8;
  b: u8;
  c: u8;
  d: u8;
}
@unmanaged export class Row5 {
  a: u8;
  b: u8;
  c: u8;
  d: u8;
  e: u8;
}
@unmanaged export class Row6 {
  a: u8;
  b: u8;
  c: u8;
  d: u8;
  e: u8;
  f: u8;
}
@unmanaged export class Row7 {
  a: u8;
  b: u8;
  c: u8;
  d: u8;
  e: u8;
  f: u8;
  g: u8;
}
