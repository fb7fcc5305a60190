type AvatarProps = {
  /** Picks the colour, so that one person looks the same everywhere. */
  id: string
  name: string
  imageUrl?: string | null
  size?: keyof typeof sizes
  /** Square for organizations and service accounts, round for people. */
  shape?: 'round' | 'square'
}

const sizes = {
  small: 'size-5 text-[0.625rem]',
  medium: 'size-7 text-xs',
  large: 'size-10 text-base',
  huge: 'size-16 text-lg',
}
const TONES = 12

/** Decorative: the name always stands beside it. */
export function Avatar({ id, name, imageUrl, size = 'medium', shape = 'round' }: AvatarProps) {
  const frame = `avatar inline-flex shrink-0 items-center justify-center overflow-hidden font-medium select-none ${sizes[size]} ${shape === 'round' ? 'rounded-full' : 'rounded-sm'}`
  return (
    <span aria-hidden data-tone={toneOf(id)} className={frame}>
      {imageUrl ? <img src={imageUrl} alt="" className="size-full object-cover" /> : initialsOf(name)}
    </span>
  )
}

function toneOf(id: string): number {
  let hash = 0
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return hash % TONES
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = words[0] ?? ''
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return (firstLetter(first) + firstLetter(last)).toLocaleUpperCase('en')
}

function firstLetter(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment
  return ''
}
