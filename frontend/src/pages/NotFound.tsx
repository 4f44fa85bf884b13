import { usePage } from '../app/page';
import { SearchBox } from '../app/SearchBox';
import { ButtonLink } from '../components/Button';
import { Blank } from '../components/Notice';

export default function NotFound() {
  usePage('Page not found');
  return (
    <div className="page">
      <h1 className="visually-hidden">Page not found</h1>
      <Blank
        icon="search"
        title="This alley leads nowhere"
        actions={<ButtonLink to="/">Back to the market</ButtonLink>}
      >
        <p className="muted">
          The page is gone, or the address has a slip in it. Perhaps search finds what you were after.
        </p>
        <div style={{ width: '100%' }}>
          <SearchBox />
        </div>
      </Blank>
    </div>
  );
}
