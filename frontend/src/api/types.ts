import type { paths } from './schema';

/** The JSON body that `METHOD path` answers with when it goes well; names below follow the generated schema. */
type Ok<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: infer R }
  ? Extract<{ [S in keyof R]: S extends 200 | 201 | 202 ? Json<R[S]> : never }[keyof R], object>
  : never;
type Json<R> = R extends { content: { 'application/json': infer B } } ? B : never;
type BodyOf<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { requestBody: infer B }
  ? Json<B>
  : never;
type QueryOf<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  parameters: { query?: infer Q };
}
  ? NonNullable<Q>
  : never;

export type ProductCard = Ok<'/products', 'get'>['items'][number];
export type ProductSort = NonNullable<QueryOf<'/products', 'get'>['sort']>;
export type Product = Ok<'/products/{handle}', 'get'>;
export type Variant = Product['variants'][number];
export type Category = Ok<'/categories', 'get'>['items'][number];
export type SearchQuery = QueryOf<'/search', 'get'>;
export type SearchResult = Ok<'/search', 'get'>;
export type Facets = SearchResult['facets'];
export type Suggestion = Ok<'/search/suggest', 'get'>['items'][number];
export type Shop = Ok<'/shop', 'get'>;
export type HomeSection = Shop['sections'][number];
export type TextPage = Ok<'/pages/{slug}', 'get'>;
export type Cart = Ok<'/cart', 'get'>;
export type CartLine = Cart['lines'][number];
export type Leftover = Cart['leftovers'][number];
export type Wishlist = Ok<'/wishlist', 'get'>;
export type WishlistItem = Wishlist['items'][number];
export type SignedIn = Ok<'/auth/refresh', 'post'>;
export type SessionUser = SignedIn['user'];
export type Profile = Ok<'/me', 'get'>;
export type AccountSession = Ok<'/me/sessions', 'get'>['items'][number];
export type DataExport = Ok<'/me/export', 'get'>;
export type SavedAddress = Ok<'/me/addresses', 'get'>['items'][number];
export type AddressBody = BodyOf<'/me/addresses', 'post'>;
export type LetterChoices = Ok<'/letters/{token}/choices', 'get'>;
export type WantedBack = Ok<'/stock-wishes/confirm', 'post'>;
export type Consents = Ok<'/me/consents', 'get'>;
export type Consent = Consents['items'][number];
export type Decision = Consent['decisions'][number];
export type AgreedTo = NonNullable<BodyOf<'/auth/confirm', 'post'>['consents']>[number];
export type Activity = Ok<'/me/activity', 'get'>['items'][number];
export type CheckoutOptions = Ok<'/checkout/options', 'get'>;
export type NearbyPoint = Ok<'/pickup-points', 'get'>['items'][number];
export type Quote = Ok<'/checkout/quote', 'post'>;
export type ShownCart = Pick<BodyOf<'/checkout/quote', 'post'>, 'cart_version' | 'lines'>;
export type GuestCheckoutBody = BodyOf<'/checkout', 'post'>;
export type MemberCheckoutBody = BodyOf<'/me/checkout', 'post'>;
export type CheckoutAddress = MemberCheckoutBody['shipping_address'];
export type CheckoutReply = Ok<'/checkout', 'post'>;
export type Order = Ok<'/orders/{order_id}', 'get'>;
export type OrderState = Order['state'];
export type OrderSummary = Ok<'/me/orders', 'get'>['items'][number];
export type OrderPayment = Ok<'/orders/{order_id}/payment', 'get'>;
export type OrderLetter = Ok<'/orders/{order_id}/letters', 'get'>['items'][number];
export type OrderDocument = Ok<'/orders/{order_id}/documents', 'get'>['items'][number];
export type Shipment = Ok<'/shipments', 'get'>['items'][number];
