'use client'
import { useRouter } from 'next/navigation'
import { type KeyboardEvent, type MouseEvent, type SyntheticEvent, useState } from 'react'

type Pointed = { id: string; element: Element }

/**
 * The marks of a picture, each an element `data-mark` with its id, as one control: which one is pointed at, which one the Tab key comes to,
 * and the handlers of the element around them. `ids` are in the order of the arrow keys.
 */
export function useMarks(ids: string[]) {
  const router = useRouter()
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const [chosenId, setChosenId] = useState<string>()
  // The newest comes first to the keyboard; one that was left stays.
  const activeId = chosenId !== undefined && ids.includes(chosenId) ? chosenId : ids.at(-1)

  function point(event: SyntheticEvent) {
    const element = markOf(event.target)
    setPointed(element ? { id: idOf(element), element } : null)
  }
  function open(event: MouseEvent) {
    const href = markOf(event.target)?.getAttribute('href')
    if (!href || event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    router.push(href)
  }
  function move(event: KeyboardEvent<SVGSVGElement>) {
    const element = markOf(event.target)
    if (event.key === 'Escape') return setPointed(null)
    const next = element && nextIndex(event.key, ids.indexOf(idOf(element)), ids.length)
    const id = typeof next === 'number' ? ids[next] : undefined
    const target = id && event.currentTarget.querySelector(`[data-mark="${CSS.escape(id)}"]`)
    if (!id || !(target instanceof SVGElement)) return
    event.preventDefault()
    setChosenId(id)
    target.focus()
  }
  const leave = () => setPointed(null)
  const handlers = {
    onPointerOver: point,
    onPointerLeave: leave,
    onFocus: point,
    onBlur: leave,
    onClick: open,
    onKeyDown: move,
  }
  return { pointed, activeId, handlers }
}

function markOf(target: EventTarget): Element | null {
  return target instanceof Element ? target.closest('[data-mark]') : null
}

function idOf(element: Element): string {
  return element.getAttribute('data-mark') ?? ''
}

function nextIndex(key: string, index: number, length: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return index - 1
    case 'ArrowRight':
      return Math.min(index + 1, length - 1)
    case 'Home':
      return 0
    case 'End':
      return length - 1
    default:
      return null
  }
}
