/** First byte that is free for the model and for scratch space. */
export function heapBase(): usize {
  return __heap_base;
}
