export function Separator() {
  return <hr className="border-t border-line" />
}
