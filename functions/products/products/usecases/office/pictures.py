"""Pictures of products: they come by a signed form, are looked at, and then stand where the site serves them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from products.domain.pictures import HEAD, MAX_BYTES, TYPES, Picture, picture_of
from products.domain.product import Content, Image
from products.usecases.editing import Authored, Editor, Written
from products.usecases.ports import Files, Upload
from souk.errors import Conflict, InvalidInput, NotFound
from souk.ids import is_id, new_id


class Pictures:
    def __init__(self, editor: Editor, files: Files) -> None:
        self._editor = editor
        self._files = files

    def begin(self, product_id: str, content_type: str) -> tuple[str, Upload]:
        """The id of a new picture, and how to send it. Raises NotFound, and InvalidInput for another type."""
        if content_type not in TYPES:
            raise InvalidInput(f"a picture is one of {', '.join(TYPES)}")
        product, picture_id = self._editor.found(product_id), new_id()
        return picture_id, self._files.upload_to(_sent(product.id, picture_id), MAX_BYTES, content_type)

    def attach(
        self, product_id: str, picture_id: str, version: int, alt: str, skus: Collection[str], actor: str
    ) -> Written:
        """Adds a picture that was sent as the product's last, and gives it to those of its variants.

        Raises what `Editor.revise` does, NotFound for an id that none of ours is, Conflict when it was not sent, and
        InvalidInput when it is no picture; then it is removed.
        """
        if not is_id(picture_id):
            raise NotFound("there is no such picture")
        product = self._editor.found(product_id)
        unknown = sorted(set(skus) - set(product.skus))
        if unknown:
            raise InvalidInput(f"the product has no variant {unknown[0]!r}")
        key = _sent(product.id, picture_id)
        picture = self._looked_at(key)
        public = f"media/products/{product.id}/{picture_id}.{picture.extension}"
        self._files.publish(key, public, picture.type)
        image = Image(f"/{public}", alt)

        def added(content: Content) -> Authored:
            images = [other for other in content.images if other.src != image.src]
            variants = [replace(v, image=image.src) if v.sku in skus else v for v in content.variants]
            return Authored(replace(content, images=(*images, image), variants=tuple(variants)))

        return self._editor.revise(product_id, version, added, actor)

    def _looked_at(self, key: str) -> Picture:
        etag = self._files.etag(key, MAX_BYTES)
        if etag is None:
            raise Conflict("send the picture first, to the address it was begun with")
        head = bytearray()
        for piece in self._files.read(key, etag, 0):
            head += piece
            if len(head) >= HEAD:
                break
        try:
            return picture_of(bytes(head))
        except InvalidInput:
            self._files.remove(key)
            raise


def _sent(product_id: str, picture_id: str) -> str:
    return f"pictures/{product_id}/{picture_id}"
