import { lazy } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { Layout } from './Layout';

const authPage = (name: keyof typeof import('../pages/auth/pages')) =>
  lazy(() => import('../pages/auth/pages').then((pages) => ({ default: pages[name] })));
const Home = lazy(() => import('../pages/Home'));
const Category = lazy(() => import('../pages/Category'));
const Search = lazy(() => import('../pages/Search'));
const Product = lazy(() => import('../pages/Product'));
const Cart = lazy(() => import('../pages/Cart'));
const Wishlist = lazy(() => import('../pages/Wishlist'));
const Checkout = lazy(() => import('../pages/Checkout'));
const Pay = lazy(() => import('../pages/Pay'));
const Order = lazy(() => import('../pages/Order'));
const SignIn = authPage('SignIn');
const SignUp = authPage('SignUp');
const Confirm = authPage('Confirm');
const Forgot = authPage('Forgot');
const Reset = authPage('Reset');
const AccountPages = lazy(() => import('../pages/account/AccountPages'));
const Privacy = lazy(() => import('../pages/Privacy'));
const Letters = lazy(() => import('../pages/Letters'));
const FindOrder = lazy(() => import('../pages/FindOrder'));
const Withdraw = lazy(() => import('../pages/Withdraw'));
const TextPage = lazy(() => import('../pages/TextPage'));
const NotFound = lazy(() => import('../pages/NotFound'));

export function Pages() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<Home />} />
        <Route path="categories/:categoryId" element={<Category />} />
        <Route path="search" element={<Search />} />
        <Route path="products/:handle" element={<Product />} />
        <Route path="cart" element={<Cart />} />
        <Route path="wishlist" element={<Wishlist />} />
        <Route path="checkout" element={<Checkout />} />
        <Route path="orders/:orderId" element={<Order />} />
        <Route path="orders/:orderId/pay" element={<Pay />} />
        <Route path="orders/:orderId/withdraw" element={<Withdraw />} />
        <Route path="find-order" element={<FindOrder />} />
        <Route path="withdraw" element={<Withdraw />} />
        <Route path="sign-in" element={<SignIn />} />
        <Route path="sign-up" element={<SignUp />} />
        <Route path="confirm" element={<Confirm />} />
        <Route path="forgot" element={<Forgot />} />
        <Route path="reset" element={<Reset />} />
        <Route path="letters" element={<Letters />} />
        <Route path="privacy" element={<Privacy />} />
        <Route path="pages/:slug" element={<TextPage />} />
        <Route path="account/*" element={<AccountPages />} />
        <Route path="staff" element={<SignIn />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

export function App() {
  return (
    <BrowserRouter>
      <Pages />
    </BrowserRouter>
  );
}
