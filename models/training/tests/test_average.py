import pytest
import torch

from sedd_adaptation.average import average_adapters


def adapter(value: float, tokens: int, rank: int = 2) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    tensors = {"layers.0.q_proj.lora_A": torch.full((rank, 3), value), "norm.delta": torch.full((3,), -value)}
    return tensors, {"rank": str(rank), "alpha": "4", "tokens_trained": str(tokens), "steps": "7"}


def test_average_weighs_each_tensor_and_keeps_the_count_of_the_longest() -> None:
    tensors, metadata = average_adapters(
        [adapter(1.0, 900), adapter(2.0, 1000), adapter(4.0, 500)], [0.2, 0.3, 0.5]
    )
    torch.testing.assert_close(tensors["layers.0.q_proj.lora_A"], torch.full((2, 3), 2.8))
    torch.testing.assert_close(tensors["norm.delta"], torch.full((3,), -2.8))
    assert metadata["tokens_trained"] == "1000"


def test_average_of_one_is_that_one() -> None:
    given = adapter(3.0, 5)
    tensors, _ = average_adapters([given], [1.0])
    for name, value in given[0].items():
        torch.testing.assert_close(tensors[name], value, rtol=0, atol=0)


@pytest.mark.parametrize("weights", [[0.5, 0.4], [1.0], [0.5, 0.5, 0.0]])
def test_weights_must_be_one_each_and_sum_to_one(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        average_adapters([adapter(1.0, 1), adapter(2.0, 2)], weights)


def test_adapters_must_be_of_one_network() -> None:
    with pytest.raises(ValueError, match="same network"):
        average_adapters([adapter(1.0, 1), adapter(1.0, 2, rank=3)], [0.5, 0.5])
