import '../test/setup';
import { QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router';
import { describe, expect, it, vi } from 'vitest';
import { api } from '../../src/api/client';
import { Problem } from '../../src/api/problem';
import { fakeNetwork, json } from '../../src/test/fakeApi';
import { newQueries } from '../api/queries';
import { tagged, type Tagged } from '../api/tagged';
import { expectAccessible } from '../test/renderOffice';
import { ActionDialog } from '../ui/ActionDialog';
import { TextField } from '../ui/Field';
import { Toasts } from '../ui/toast';
import { Chart, stepFor } from './Chart';
import { csvOf } from './csv';
import { DetailPage, EVERY_MS, useDetail } from './DetailPage';
import { FileDrop } from './FileDrop';
import { FormPage } from './FormPage';
import { LeaveDialog } from './leave';
import { ListPage, type BulkAct } from './ListPage';
import { PrintSheet } from './PrintSheet';
import { ScanField } from './ScanField';
import type { Column, Filters } from './table';
import { Timeline } from './Timeline';

const net = fakeNetwork();

function Where() {
  const { pathname, search } = useLocation();
  return <output>{pathname + search}</output>;
}

function show(page: React.ReactNode, at = '/list') {
  return render(
    <QueryClientProvider client={newQueries(0)}>
      <MemoryRouter initialEntries={[at]}>
        <main>
          <Routes>
            <Route path="/away" element={<h1>Away</h1>} />
            <Route path="*" element={page} />
          </Routes>
        </main>
        <Where />
        <Toasts />
        <LeaveDialog />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

const firstOf = <T,>([first]: T[]): T => {
  if (first === undefined) throw new Error('there is none');
  return first;
};

interface Row {
  id: string;
  name: string;
}

const COLUMNS: Column<Row>[] = [
  { id: 'name', label: 'products.name', cell: (row) => row.name, text: (row) => row.name },
  { id: 'status', label: 'products.status', cell: () => 'x', text: () => '=1+1' },
  { id: 'vendor', label: 'products.vendor', cell: () => 'v' },
];

/** A list of `total` rows, 100 a page, that remembers what it was asked. */
function list(total: number, bulk?: BulkAct<Row>[]) {
  const asked: { filters: Filters; cursor: string | undefined }[] = [];
  const page = (
    <ListPage<Row>
      name="rows"
      title="products.title"
      columns={COLUMNS}
      filters={[
        { name: 'status', label: 'products.status', kind: 'select', values: ['active', 'draft'] },
        { name: 'q', label: 'products.name', kind: 'search' },
      ]}
      load={(filters, cursor) => {
        asked.push({ filters, cursor });
        const from = Number(cursor ?? 0);
        const count = filters.q === 'nothing' ? 0 : Math.min(100, total - from);
        const items = Array.from({ length: count }, (_, at) => ({
          id: `r${from + at}`,
          name: `Row ${from + at}`,
        }));
        return Promise.resolve({ items, next_cursor: from + 100 < total ? String(from + 100) : null });
      }}
      id={(row) => row.id}
      called={(row) => row.name}
      to={(row) => `/list/${row.id}`}
      bulk={bulk}
    />
  );
  return { asked, page };
}

describe('a list', () => {
  it('draws the rows in sight alone, and asks for a page when its end comes near', async () => {
    const { asked, page } = list(50_000);
    show(page);
    await screen.findByRole('link', { name: 'Row 0' });
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    expect(asked.map(({ cursor }) => cursor)).toEqual([undefined]);
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('200 rows')).toBeInTheDocument();
    expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '201');
    await expectAccessible();
  });

  it.each([
    ['goes on by itself behind empty pages until something is shown', 3, 3, 1],
    ['asks before it goes on behind many empty pages', 7, 5, 0],
  ])('%s', async (_, found, asked, shown) => {
    const cursors: (string | undefined)[] = [];
    show(
      <ListPage<Row>
        name="sparse"
        title="products.title"
        columns={COLUMNS}
        load={(_filters, cursor) => {
          cursors.push(cursor);
          const at = Number(cursor ?? 1);
          const items = at === found ? [{ id: 'r1', name: 'Row 1' }] : [];
          return Promise.resolve({ items, next_cursor: at < found + 20 ? String(at + 1) : null });
        }}
        id={(row) => row.id}
        to={(row) => `/list/${row.id}`}
      />,
    );
    const name = shown ? 'Row 1' : 'Load more';
    await screen.findByRole(shown ? 'link' : 'button', { name });
    if (shown) expect(cursors.length).toBeGreaterThanOrEqual(asked);
    else {
      expect(cursors).toHaveLength(asked);
      expect(screen.getByText('Nothing was found so far')).toBeInTheDocument();
      await expectAccessible();
      await userEvent.click(screen.getByRole('button', { name }));
      await userEvent.click(await screen.findByRole('button', { name }));
      await screen.findByRole('link', { name: 'Row 1' });
    }
    // Behind what is shown it does not look on for ever either.
    await waitFor(() => expect(cursors).toHaveLength(found + 5));
    expect(screen.getByRole('button', { name: 'Load more' })).toBeEnabled();
  });

  it('keeps its filters in the address, and can be emptied of them', async () => {
    const { asked, page } = list(3);
    show(page, '/list?status=draft&other=1');
    await screen.findByRole('link', { name: 'Row 0' });
    expect(asked.at(-1)?.filters).toEqual({ status: 'draft' });
    await userEvent.type(screen.getByRole('searchbox', { name: 'Product' }), 'nothing{Enter}');
    expect(await screen.findByText('Nothing was found')).toBeInTheDocument();
    expect(screen.getByText('/list?status=draft&other=1&q=nothing')).toBeInTheDocument();
    await expectAccessible();
    await userEvent.click(firstOf(screen.getAllByRole('button', { name: 'Clear the filters' })));
    await screen.findByRole('link', { name: 'Row 0' });
    expect(screen.getByText('/list?other=1')).toBeInTheDocument();
  });

  it('keeps a view under a name, and goes back to it', async () => {
    const { asked, page } = list(3);
    show(page, '/list?status=draft');
    await userEvent.click(await screen.findByRole('button', { name: 'Views' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Save this view' }));
    await userEvent.type(await screen.findByLabelText('Name of the view'), 'Drafts');
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Clear the filters' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Views' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Drafts' }));
    await waitFor(() => expect(screen.getByText('/list?status=draft')).toBeInTheDocument());
    expect(asked.at(0)?.filters).toEqual({ status: 'draft' });
  });

  it('does to the chosen rows what is asked, and says why it could not', async () => {
    const done: string[][] = [];
    const { page } = list(3, [
      { label: 'frame.save', run: (rows) => void done.push(rows.map(({ id }) => id)) },
      {
        label: 'frame.undo',
        run: () => Promise.reject(new Problem(409, 'conflict', 'Not now', 'ref-7', {})),
      },
    ]);
    show(page);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Choose Row 1' }));
    expect(screen.getByText('1 chosen')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Choose all rows' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(done).toEqual([['r0', 'r1', 'r2']]);
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('ref-7');
    await expectAccessible();
  });

  it('shows the columns that were chosen, the next time too', async () => {
    const { page } = list(3);
    const { unmount } = show(page);
    await userEvent.click(await screen.findByRole('button', { name: 'Columns' }));
    await userEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Vendor' }));
    unmount();
    show(page);
    await screen.findByRole('link', { name: 'Row 0' });
    expect(screen.queryByRole('columnheader', { name: 'Vendor' })).not.toBeInTheDocument();
  });

  it('writes a CSV in which nothing is a formula', () => {
    expect(csvOf([['a', '=1+1', '-5', 'two "words", here']])).toBe(
      '\uFEFFa,\'=1+1,-5,"two ""words"", here"\r\n',
    );
  });
});

function Thing() {
  const detail = useDetail<{ version: number; name: string }>(
    ['thing'],
    (headers, signal) => api().GET('/me', { headers, signal }) as never,
  );
  return (
    <DetailPage
      detail={detail}
      title={({ name }) => name}
      crumbs={[{ label: 'All', to: '/list' }]}
      version={(data) => data.version}
    >
      {({ version }) => <p>Version {version}</p>}
    </DetailPage>
  );
}

describe('one thing', () => {
  it('is asked for again while it is looked at, and told when somebody changed it', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let version = 1;
    net.api.on('GET /me', ({ headers }) =>
      headers.get('If-None-Match') === `"${version}"`
        ? json(null, 304)
        : json({ version, name: `Thing ${version}` }, 200, { ETag: `W/"${version}"` }),
    );
    show(<Thing />);
    expect(await screen.findByText('Version 1')).toBeInTheDocument();
    await expectAccessible();
    await act(() => vi.advanceTimersByTimeAsync(EVERY_MS + 100));
    expect(net.api.to('GET /me').map(({ headers }) => headers.get('If-None-Match'))).toEqual([null, '"1"']);
    version = 2;
    await act(() => vi.advanceTimersByTimeAsync(EVERY_MS + 100));
    expect(await screen.findByText('Version 2')).toBeInTheDocument();
    expect(screen.getByText(/has just changed/)).toBeInTheDocument();
    vi.useRealTimers();
  });

  it('that is not there says so', async () => {
    show(<Thing />);
    expect(await screen.findByText('There is nothing at this address')).toBeInTheDocument();
    await expectAccessible();
  });

  it('that cannot be loaded is asked for again by hand', async () => {
    net.api.onEach(
      'GET /me',
      () => json({ code: 'internal', correlation_id: 'ref-9' }, 500),
      () => json({ version: 1, name: 'Thing' }),
    );
    show(<Thing />);
    expect(await screen.findByText('Reference: ref-9')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Version 1')).toBeInTheDocument();
  });

  it('keeps what was read when it is unchanged', async () => {
    const before: Tagged<string> = { data: 'kept', tag: '"1"' };
    expect(await tagged(Promise.resolve({ response: new Response(null, { status: 304 }) }), before)).toBe(
      before,
    );
  });
});

interface Shop {
  name: string;
  note: string;
}

/** A form over a thing that others change too; `saves` is what each try of saving does. */
function form(saves: ((tag: string | null) => void)[], fresh?: Tagged<Shop>) {
  const sent: { values: Record<string, string>; tag: string | null }[] = [];
  const page = (
    <FormPage<Shop>
      title="Settings"
      crumbs={[]}
      action="frame.save"
      start={{ data: { name: 'Souk', note: 'a' }, tag: '"1"' }}
      fields={[
        { name: 'name', label: 'products.name', of: ({ name }) => name },
        { name: 'note', label: 'products.vendor', of: ({ note }) => note },
      ]}
      fresh={fresh && (() => Promise.resolve(fresh))}
      submit={(values, tag) => {
        sent.push({ values, tag });
        saves[Math.min(sent.length, saves.length) - 1]?.(tag);
        return Promise.resolve();
      }}
      back="/away"
    >
      {(shop) => (
        <>
          <TextField label="Name" name="name" defaultValue={shop?.name} required />
          <TextField label="Note" name="note" defaultValue={shop?.note} />
          <a href="/elsewhere">Elsewhere</a>
        </>
      )}
    </FormPage>
  );
  return { sent, page };
}

const taken = () => {
  throw new Problem(422, 'invalid', 'No', 'ref-2', { errors: [{ field: 'name', message: 'is taken' }] });
};
const changed = () => {
  throw new Problem(412, 'precondition_failed', 'Changed', 'ref-3', {});
};
const saved = () => undefined;

describe('a form', () => {
  it('puts a complaint at its field, and goes on once it is saved', async () => {
    const { sent, page } = form([taken, saved]);
    show(page);
    await userEvent.type(screen.getByLabelText(/Name/), '!');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.getByLabelText(/Name/)).toHaveAccessibleDescription('is taken'));
    expect(screen.getByLabelText(/Name/)).toHaveValue('Souk!');
    await expectAccessible();
    await userEvent.type(screen.getByLabelText(/Name/), '!');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('heading', { name: 'Away' })).toBeInTheDocument();
    expect(sent.map(({ tag }) => tag)).toEqual(['"1"', '"1"']);
  });

  it('shows what somebody else changed, and saves on top of it when that is wanted', async () => {
    const theirs = { data: { name: 'Bazaar', note: 'a' }, tag: '"2"' };
    const { sent, page } = form([changed, saved], theirs);
    show(page);
    await userEvent.type(screen.getByLabelText(/Note/), 'b');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    const differences = await screen.findByRole('table');
    expect(
      within(differences)
        .getAllByRole('row')
        .slice(1)
        .map((row) => row.textContent),
    ).toEqual(['ProductSoukBazaarSouk']);
    expect(screen.getByLabelText(/Note/)).toHaveValue('ab');
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Save mine on top' }));
    await screen.findByRole('heading', { name: 'Away' });
    expect(sent.map(({ tag }) => tag)).toEqual(['"1"', '"2"']);
  });

  it('takes theirs over when that is wanted', async () => {
    const { page } = form([changed], { data: { name: 'Bazaar', note: 'a' }, tag: '"2"' });
    show(page);
    await userEvent.type(screen.getByLabelText(/Note/), 'b');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Take theirs over' }));
    expect(screen.getByLabelText(/Name/)).toHaveValue('Bazaar');
    expect(screen.getByLabelText(/Note/)).toHaveValue('a');
  });

  it('asks before it is left unsaved', async () => {
    const { page } = form([saved]);
    show(page);
    await userEvent.type(screen.getByLabelText(/Note/), 'b');
    await userEvent.click(screen.getByRole('link', { name: 'Elsewhere' }));
    expect(await screen.findByRole('dialog', { name: 'Leave without saving?' })).toBeInTheDocument();
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Stay' }));
    expect(screen.getByLabelText(/Note/)).toHaveValue('ab');
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Leave' }));
    expect(await screen.findByRole('heading', { name: 'Away' })).toBeInTheDocument();
  });
});

describe('a dialog that does something', () => {
  it('says what it will have done, and sends the same again under the same key', async () => {
    const keys: string[] = [];
    function Opened() {
      const [open, setOpen] = useState(true);
      return open ? (
        <ActionDialog
          title="Void the payment"
          consequences={['The money is released.']}
          action="Void"
          danger
          onClose={() => setOpen(false)}
          submit={(_, key) => {
            keys.push(key);
            return keys.length < 3 ? Promise.reject(new Problem(503, '', '', 'r', {})) : Promise.resolve();
          }}
        >
          <TextField label="Reason" name="reason" required first />
        </ActionDialog>
      ) : null;
    }
    show(<Opened />);
    expect(screen.getByText('The money is released.')).toBeInTheDocument();
    await expectAccessible();
    await userEvent.type(screen.getByLabelText('Reason'), 'asked');
    await userEvent.click(screen.getByRole('button', { name: 'Void' }));
    await screen.findByRole('alert');
    await userEvent.click(screen.getByRole('button', { name: 'Void' }));
    await waitFor(() => expect(keys).toHaveLength(2));
    await userEvent.type(screen.getByLabelText('Reason'), '!');
    await userEvent.click(screen.getByRole('button', { name: 'Void' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
  });
});

/** XMLHttpRequest as far as an upload needs it; `status` is what the bucket answers. */
function bucket(status: number) {
  const sent: { url: string; fields: string[] }[] = [];
  class Request extends EventTarget {
    upload = new EventTarget();
    status = status;
    url = '';
    open(_: string, url: string) {
      this.url = url;
    }
    send(form: FormData) {
      sent.push({ url: this.url, fields: [...form.keys()] });
      this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded: 1, total: 2 }));
      queueMicrotask(() => this.dispatchEvent(new Event('load')));
    }
    abort() {
      this.dispatchEvent(new Event('abort'));
    }
  }
  vi.stubGlobal('XMLHttpRequest', Request);
  return sent;
}

describe('a file', () => {
  const drop = (done: () => void) => (
    <FileDrop
      label="Product file"
      accept=".csv,text/csv"
      maxBytes={10}
      prepare={() =>
        Promise.resolve({ url: 'https://bucket.example/', fields: { key: 'imports/1.csv', policy: 'p' } })
      }
      done={done}
    />
  );
  const dropped = (name: string, content: string) =>
    fireEvent.drop(screen.getByText('Product file'), {
      dataTransfer: { files: [new File([content], name)] },
    });

  it('goes to the bucket by the form that the API signed, as its last field', async () => {
    const sent = bucket(204);
    let done = 0;
    show(drop(() => (done += 1)));
    await expectAccessible();
    dropped('goods.csv', 'a,b');
    await waitFor(() => expect(done).toBe(1));
    expect(sent).toEqual([{ url: 'https://bucket.example/', fields: ['key', 'policy', 'file'] }]);
    vi.unstubAllGlobals();
  });

  it('is refused before it is sent where it is too large or of another kind', async () => {
    const sent = bucket(204);
    show(drop(() => undefined));
    dropped('goods.csv', 'more than ten bytes');
    expect(await screen.findByText(/larger than/)).toBeInTheDocument();
    dropped('goods.pdf', 'a');
    expect(await screen.findByText(/does not fit/)).toBeInTheDocument();
    expect(sent).toEqual([]);
    vi.unstubAllGlobals();
  });

  it('that did not arrive is told', async () => {
    bucket(403);
    show(drop(() => undefined));
    dropped('goods.csv', 'a');
    expect(await screen.findByText(/did not arrive/)).toBeInTheDocument();
    vi.unstubAllGlobals();
  });
});

describe('a code', () => {
  it('is read from a scanner that is a keyboard, one after the other', async () => {
    const codes: string[] = [];
    show(<ScanField label="Scan a product" scanned={(code) => codes.push(code)} />);
    await userEvent.type(screen.getByLabelText('Scan a product'), '4006381333931{Enter}');
    await userEvent.keyboard('978{Enter}{Enter}');
    expect(codes).toEqual(['4006381333931', '978']);
    await expectAccessible();
  });

  it('is read by the camera where the browser reads codes', async () => {
    const codes: string[] = [];
    const stop = vi.fn();
    vi.stubGlobal(
      'BarcodeDetector',
      class {
        detect = () => Promise.resolve([{ rawValue: '12345' }]);
      },
    );
    Object.defineProperty(navigator, 'mediaDevices', {
      configurable: true,
      value: { getUserMedia: () => Promise.resolve({ getTracks: () => [{ stop }] }) },
    });
    vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
    show(<ScanField label="Scan" scanned={(code) => codes.push(code)} />);
    await userEvent.click(screen.getByRole('button', { name: 'Scan by camera' }));
    await waitFor(() => expect(codes).toEqual(['12345']));
    expect(stop).toHaveBeenCalled();
    vi.unstubAllGlobals();
  });
});

describe('what is shown', () => {
  it('as a chart is told as a table', async () => {
    show(
      <Chart
        title="Orders"
        labels={['Mon', 'Tue', 'Wed']}
        series={[
          { name: 'This week', values: [1, null, 1200] },
          { name: 'Last week', values: [2, 3, 4] },
        ]}
      />,
    );
    const table = screen.getByRole('table', { hidden: true });
    expect(
      within(table)
        .getAllByRole('row', { hidden: true })
        .map((row) => row.textContent),
    ).toEqual(['OrdersThis weekLast week', 'Mon12', 'Tue–3', 'Wed1,2004']);
    expect(document.querySelector('[data-series="0"][d]')?.getAttribute('d')?.match(/M/g)).toHaveLength(2);
    expect([0, 3, 7, 120, 950].map(stepFor).slice(1)).toEqual([1, 2, 50, 500]);
    await expectAccessible();
  });

  it('of what happened begins with the latest', () => {
    show(
      <Timeline
        of={[
          { id: '1', at: '2026-11-01T10:00:00Z', title: 'Placed' },
          { id: '2', at: '2026-11-02T10:00:00Z', title: 'Paid', by: 'finance', tone: 'good' },
        ]}
      />,
    );
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)[0]).toContain('Paid');
  });

  it('on paper is not on the screen', async () => {
    const print = vi.fn();
    vi.stubGlobal('print', print);
    show(<PrintSheet title="Packing slip">2 × Lantern</PrintSheet>);
    await userEvent.click(screen.getByRole('button', { name: 'Print' }));
    expect(print).toHaveBeenCalled();
    expect(screen.queryByRole('heading', { name: 'Packing slip' })).not.toBeInTheDocument();
    vi.unstubAllGlobals();
  });
});
