import { Link } from '@tanstack/react-router';
import { Empty } from '../components/States';

/** An address that nothing stands at. */
export function NotFound() {
  return (
    <Empty icon="search" title="There is no such page">
      The address may be mistyped, or what it named is gone.{' '}
      <Link to="/events" className="link">
        Go to events
      </Link>
    </Empty>
  );
}
