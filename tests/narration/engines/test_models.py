"""Model files: where they are found, and that a changed one is noticed."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

import pytest

from quietude.errors import EngineError, VoiceError
from quietude.narration.engines import models


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path / "models"))
    monkeypatch.setattr(models, "_known", {})
    return tmp_path / "models"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "voice.onnx"
    path.write_bytes(b"one" * 1000)
    return path


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the next process."""
    monkeypatch.setattr(models, "_known", {})


def test_models_lie_where_the_user_says_or_else_with_the_users_data(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert models.folder("piper") == folder / "piper"
    monkeypatch.delenv(models.FOLDER_VARIABLE)
    assert models.folder("piper").parts[-2:] == ("quietude", "piper")


def test_a_model_is_read_once_and_then_known_by_its_size_and_time(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert models.fingerprint(model) == hashlib.sha256(b"one" * 1000).hexdigest()
    forget(monkeypatch)
    monkeypatch.setattr(models, "digest", lambda path: pytest.fail("the file was read again"))
    assert models.fingerprint(model) == hashlib.sha256(b"one" * 1000).hexdigest()


def test_a_model_that_changed_under_its_name_is_told_once(
    model: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = models.fingerprint(model)
    forget(monkeypatch)
    os.utime(model, ns=(1, 1))
    with caplog.at_level(logging.WARNING):
        assert models.fingerprint(model) == before
    assert not caplog.records, "only its date changed"
    model.write_bytes(b"two" * 1000)
    with caplog.at_level(logging.WARNING):
        after = models.fingerprint(model)
        forget(monkeypatch)
        assert models.fingerprint(model) == after != before
    (told,) = caplog.records
    assert "voice.onnx is not the one it was" in told.getMessage()


def test_a_note_that_is_damaged_or_cannot_be_kept_does_no_harm(
    folder: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = models.fingerprint(model)
    (note,) = (folder / "checksums").iterdir()
    for content in ("", "[]", '{"sha256": 3}'):
        note.write_text(content)
        forget(monkeypatch)
        assert models.fingerprint(model) == whole
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(model))  # a file, so that no folder can be made in it
    forget(monkeypatch)
    assert models.fingerprint(model) == whole


def test_files_are_found_in_packages_that_are_not_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    assert models.in_package("numpy", "py.typed") is not None
    assert models.in_package("numpy", "nothing.onnx") is None
    assert models.in_package("no_such_package", "py.typed") is None
    found = models.in_any_package("y.typed")
    assert found["p"].name == "py.typed"
    assert found["p"].is_file()


def test_a_model_runs_on_one_thread(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import onnxruntime  # type: ignore[import-untyped]  # it carries no types

    taken: list[onnxruntime.SessionOptions] = []
    monkeypatch.setattr(
        onnxruntime, "InferenceSession", lambda path, options, providers: taken.append(options)
    )
    models.session(model)
    (options,) = taken
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)
    assert not options.enable_mem_pattern, "one kept layout for each length of text"


def test_a_file_that_is_no_model_is_an_error_that_names_it(model: Path) -> None:
    with pytest.raises(EngineError, match=r"voice\.onnx cannot be used .* get it again"):
        models.session(model)


@pytest.mark.parametrize("pitch", [-2.1, 3.0, float("nan")])
def test_a_pitch_far_from_the_voices_own_is_refused(pitch: float) -> None:
    with pytest.raises(VoiceError, match=r'voice "joe": pitch .*; piper can move it by up to 2 '):
        models.playing_rate_hz(22_050, pitch, "joe", "piper")


def test_a_pitch_is_a_sampling_rate() -> None:
    assert models.playing_rate_hz(22_050, 0.0, "joe", "piper") == 22_050
    assert models.playing_rate_hz(24_000, 2.0, "heart", "hibari") / 24_000 == pytest.approx(
        2 ** (2 / 12), rel=0.003
    )
