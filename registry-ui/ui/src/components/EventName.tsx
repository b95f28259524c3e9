/** An event type's name: its package quiet, the message itself plain. */
export function EventName({ name }: { name: string }) {
  const dot = name.lastIndexOf('.') + 1;
  return (
    <>
      <span className="faint">{name.slice(0, dot)}</span>
      {name.slice(dot)}
    </>
  );
}
