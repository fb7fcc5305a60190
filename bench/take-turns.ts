/** One item after the other, from the start again after the last. */
export function cycle<Item>(items: Item[]): () => Item {
  let index = -1
  return () => {
    index = (index + 1) % items.length
    return itemAt(items, index)
  }
}

/** Each item once. */
export function takeEach<Item>(items: Item[]): () => Item {
  let index = -1
  return () => {
    index += 1
    return itemAt(items, index)
  }
}

function itemAt<Item>(items: Item[], index: number): Item {
  const item = items[index]
  if (item === undefined) throw new Error('the bench ran out of prepared rows')
  return item
}
