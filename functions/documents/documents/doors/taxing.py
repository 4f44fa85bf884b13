"""What staff tell the tax office: reports by month and quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from documents.compose import services
from documents.domain.taxing.entries import TaxScheme
from documents.domain.taxing.report import InEuros, ReportedRow
from documents.doors.router import api
from souk.errors import InvalidInput, NotFound
from souk.http import ListQuery, MoneyView, Page, Request, Schema, View
from souk.staff.permissions import Permission

if TYPE_CHECKING:
    from documents.usecases.reporting import PeriodReport, StatedBusiness

_RATE = r"^[0-9]{1,7}(\.[0-9]{1,6})?$"


class InEurosView(View):
    net: MoneyView
    tax: MoneyView

    @classmethod
    def of(cls, euros: InEuros) -> Self:
        return cls(net=MoneyView.of(euros.net), tax=MoneyView.of(euros.tax))


class TaxRowView(View):
    """`place` is a country, or a part of one with taxes of its own ("PT-30", "US-CA"). Of a correction `rate` is 0:
    it is told for a country and the quarter that it `corrects`. `euros` is null until the rate was entered.
    """

    scheme: TaxScheme
    place: str
    rate: Annotated[int, Field(description="Basis points: 1900 is 19 %")]
    category: Annotated[str, Field(description="UNTDID 5305; empty of a correction")]
    supply: Annotated[str, Field(description="goods or services; empty of a correction")]
    corrects: Annotated[str, Field(description="A quarter; empty of what is none")]
    net: MoneyView
    tax: MoneyView
    documents: int
    euros: InEurosView | None

    @classmethod
    def of(cls, row: ReportedRow) -> Self:
        return cls(
            scheme=row.scheme,
            place=row.place,
            rate=row.rate,
            category=row.category,
            supply=row.supply,
            corrects=row.corrects,
            net=MoneyView.of(row.net),
            tax=MoneyView.of(row.tax),
            documents=row.documents,
            euros=InEurosView.of(row.euros) if row.euros else None,
        )


class ExchangeRateBody(Schema):
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    per_euro: Annotated[str, Field(pattern=_RATE, description="How much of it one euro is, as 11.2345")]


class ExchangeRatesBody(Schema):
    """Those of the European Central Bank of the period's last day, or of the next one that it published."""

    rates: Annotated[list[ExchangeRateBody], Field(max_length=50)]


class ExchangeRateView(View):
    currency: str
    per_euro: str


class TaxReportView(View):
    """`corrections` change sales of earlier quarters in the one-stop shop, which are declared in this one. `to_pay` is
    the tax of the one-stop shop in euros; null while a rate that it takes is among the `wanting`. `invoices_wait`: some
    invoices of the period, or of one before it, are not issued yet.
    """

    period: str
    rows: list[TaxRowView]
    corrections: list[TaxRowView]
    exchange_rates: list[ExchangeRateView]
    wanting: list[str]
    to_pay: MoneyView | None
    invoices_wait: bool

    @classmethod
    def of(cls, found: PeriodReport) -> Self:
        report = found.report
        return cls(
            period=report.period.name,
            rows=[TaxRowView.of(row) for row in report.rows],
            corrections=[TaxRowView.of(row) for row in report.corrections],
            exchange_rates=[ExchangeRateView(currency=name, per_euro=rate) for name, rate in report.rates.items()],
            wanting=list(report.wanting),
            to_pay=MoneyView.of(report.to_pay) if report.to_pay is not None else None,
            invoices_wait=found.invoices_wait,
        )


class StatedBusinessView(View):
    """What a business bought in a month without tax; below zero where more was credited than sold."""

    vat_number: str
    supply: Annotated[str, Field(description="goods or services")]
    net: MoneyView
    net_in_euros: MoneyView | None

    @classmethod
    def of(cls, stated: StatedBusiness) -> Self:
        found, euros = stated.found, stated.net_in_euros
        return cls(
            vat_number=found.vat_number,
            supply=found.supply,
            net=MoneyView.of(found.net),
            net_in_euros=MoneyView.of(euros) if euros is not None else None,
        )


@api.get("/admin/tax-reports/{period}", needs=Permission.REPORTS_READ, response=TaxReportView, errors=(NotFound,))
def read_tax_report(_request: Request[None, None], period: str) -> TaxReportView:
    """What invoices and credit notes of a month or a quarter come to, by the return they are declared in

    The one-stop shop by country, rate and kind of supply, and everything else that was sold.
    """
    return TaxReportView.of(services().reporting.of(period))


@api.put(
    "/admin/tax-reports/{period}/exchange-rates",
    needs=Permission.RATES_WRITE,
    body=ExchangeRatesBody,
    response=TaxReportView,
    errors=(NotFound, InvalidInput),
    summary="Enter what one euro was on the last day of a period",
)
def enter_exchange_rates(request: Request[ExchangeRatesBody, None], period: str) -> TaxReportView:
    """In the place of what was entered before. Nothing is fetched."""
    reporting = services().reporting
    reporting.enter_rates(period, [(each.currency, each.per_euro) for each in request.body.rates])
    return TaxReportView.of(reporting.of(period))


@api.get(
    "/admin/tax-reports/{period}/businesses",
    needs=Permission.PAYMENTS_READ,
    query=ListQuery,
    response=Page[StatedBusinessView],
    errors=(NotFound,),
)
def list_tax_businesses(request: Request[None, ListQuery], period: str) -> Page[StatedBusinessView]:
    """The recapitulative statement of a month: sales to businesses elsewhere in the union, by VAT number"""
    query = request.query
    found, following = services().reporting.businesses(period, query.limit, query.cursor)
    return Page(items=[StatedBusinessView.of(each) for each in found], next_cursor=following)
