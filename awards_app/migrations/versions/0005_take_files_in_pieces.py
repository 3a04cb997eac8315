"""Take files in pieces, keep their originals, and let an edition say how large and how many they may be."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Column, default, lowest and highest.
LIMITS = (
    ("image_mb", 20, 1, 100),
    ("pdf_mb", 20, 1, 100),
    ("audio_mb", 50, 1, 1000),
    ("video_mb", 200, 1, 1000),
    ("attachments_most", 10, 1, 50),
)
NEW = (("original", sa.String()), ("original_size", sa.Integer()), ("medium", sa.String()), ("small", sa.String()))
# Images were kept without their originals; any other file is its own. The same file twice in an entry counts once.
ORIGINALS = (
    "UPDATE attachment SET original = key, original_size = size WHERE media_type NOT LIKE 'image/%'"
    " AND NOT EXISTS (SELECT 1 FROM attachment AS other WHERE other.entry_id = attachment.entry_id"
    " AND other.key = attachment.key AND other.position < attachment.position)"
)


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_upload_size_positive")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_upload_entry_id_entry"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_upload_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint(
            "entry_id",
            "user_id",
            "name",
            "size",
            "modified",
            name=op.f("uq_upload_entry_id_user_id_name_size_modified"),
        ),
    )
    op.create_index("ix_upload_entry_id", "upload", ["entry_id"])
    op.create_index("ix_upload_user_id", "upload", ["user_id"])
    for name, kind in NEW:
        op.add_column("attachment", sa.Column(name, kind, nullable=True))
    op.execute(ORIGINALS)
    op.create_index("uq_attachment_entry_id_original", "attachment", ["entry_id", "original"], unique=True)
    # Word for word, since a batch would make SQLite's table anew and lose the triggers that guard it.
    for name, default, lowest, highest in LIMITS:
        op.execute(
            f"ALTER TABLE edition ADD COLUMN {name} INTEGER DEFAULT {default} NOT NULL"
            f" CONSTRAINT ck_edition_{name}_in_bounds CHECK ({name} BETWEEN {lowest} AND {highest})"
        )


def downgrade() -> None:
    for name, _default, _lowest, _highest in reversed(LIMITS):
        op.execute(f"ALTER TABLE edition DROP COLUMN {name}")
    op.drop_index("uq_attachment_entry_id_original", "attachment")
    for name, _kind in reversed(NEW):
        op.drop_column("attachment", name)
    op.drop_table("upload")
