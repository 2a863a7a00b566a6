"""The files of policies and regions, and what may be wrong with them."""

from pathlib import Path

import pytest

from sdlib.errors import DataFileError
from sdlib.policy.literature import PoliciesFile, RegionsFile
from sdlib.policy.yaml_file import read_yaml

POLICIES = """schema: 1
groups: {money: {en: Money, zh: 资金}}
bottlenecks:
  collateral:
    label: {en: Collateral, zh: 抵押}
    meaning: {en: Nothing to pledge, zh: 无可抵押}
    closes: approval
cost_bases: {losses: {en: Losses, zh: 损失}}
levers:
  guarantee: {label: {en: Guarantee, zh: 担保}, group: money, bottlenecks: [collateral]}
policies:
  FIN02:
    label: {en: Guarantee, zh: 担保}
    lever: guarantee
    where: invented, section 1
    says: {en: Guarantee loans, zh: 担保贷款}
    mechanism: {en: More approval, zh: 提高批贷}
    adopted:
      - {year: 1999, event: {en: Pilot, zh: 试点}, reference: invented, verified: true}
    side_effects: {en: More defaults, zh: 违约增加}
    side_effects_basis: evidence
    cost_basis: [losses]
"""
REGIONS = """schema: 1
mapping: three
regions: {East: {en: East, zh: 东部}, West: {en: West, zh: 西部}}
mappings:
  three: {label: {en: Three, zh: 三}, note: {en: Used, zh: 采用}, reference: invented}
  other: {label: {en: Other, zh: 他}, note: {en: Not used, zh: 不用}, reference: invented}
places:
  Beijing: {label: {en: Beijing, zh: 北京}, region: {three: East, other: East}}
  Guangxi: {label: {en: Guangxi, zh: 广西}, region: {three: West, other: East}}
"""


def _policies(folder: Path, text: str) -> PoliciesFile:
    file = folder / "policies.yaml"
    file.write_text(text, encoding="utf-8")
    return read_yaml(file, PoliciesFile)


def _regions(folder: Path, text: str) -> RegionsFile:
    file = folder / "regions.yaml"
    file.write_text(text, encoding="utf-8")
    return read_yaml(file, RegionsFile)


def test_policies_are_read(tmp_path: Path) -> None:
    policy = _policies(tmp_path, POLICIES).policies["FIN02"]
    assert (policy.lever, policy.adopted[0].year, policy.survey) == ("guarantee", 1999, None)


def test_members_of_a_region_depend_on_the_mapping(tmp_path: Path) -> None:
    regions = _regions(tmp_path, REGIONS)
    assert regions.members("East") == ("Beijing",)
    assert regions.members("East", "other") == ("Beijing", "Guangxi")
    assert regions.members("West", "other") == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("lever: guarantee", "lever: garantee", "lever 'garantee' is not known (did you mean"),
        ("group: money", "group: mony", "levers.guarantee: group 'mony' is not known"),
        ("[collateral]", "[colateral]", "bottleneck 'colateral' is not known"),
        ("[collateral]", "[]", "bottlenecks"),
        ("[losses]", "[loses]", "policies.FIN02: cost basis 'loses' is not known"),
        ("verified: true", "verified: perhaps", "verified"),
        ("side_effects:", "side_effect:", "side_effect"),
        ("basis: evidence", "basis: hearsay", "side_effects_basis"),
    ],
)
def test_faults_of_policies_are_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in POLICIES
    with pytest.raises(DataFileError) as caught:
        _policies(tmp_path, POLICIES.replace(old, new, 1))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{three: West, other: East}", "{three: West}", "Guangxi: no region under the mapping 'o"),
        ("three: West", "three: Wset", "region 'Wset' is not known (did you mean 'West'?)"),
        ("mapping: three", "mapping: tree", "mapping 'tree' is not known (did you mean 'three'?)"),
        ("other: East}}\n  G", "othr: East}}\n  G", "places.Beijing: mapping 'othr' is not known"),
    ],
)
def test_faults_of_regions_are_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in REGIONS
    with pytest.raises(DataFileError) as caught:
        _regions(tmp_path, REGIONS.replace(old, new, 1))
    assert words in str(caught.value)
