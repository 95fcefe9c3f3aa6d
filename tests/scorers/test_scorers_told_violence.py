"""Violence that is told of, feared or meant otherwise stays up; beside it, the same words meant as a threat do not."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        # An idiom, a rescue, a gift, a camera, a match.
        "If brains were petrol Cllr Pottinger couldn't blow his nose.",
        "I'd smash a window to get the baby out of that car, and so would you.",
        "Lovely caretaker at the hall, there's a bottle of sherry for you at ours.",
        "I'm a photographer and I'd love to shoot the mayor with the carnival queen.",
        "Come on you Rovers, we're going to batter Kettleby on Saturday.",
        # Told of, suffered, feared.
        "I have been told I should be shot, for standing up at a parish meeting.",
        "Some bloke on a train said somebody should hang him. I moved carriage.",
        "Dad had a bottle pulled on him at the cash machine and nobody came.",
        "Our brother was going to stab a lad. The boxing club stopped it. Keep it open.",
        "The punch thrown at her by that heckler was a disgrace, whatever you think of her.",
        "Somebody is going to be killed at that junction and it will be on you.",
        # The dead of the writer's own.
        "I have written four times about my late mother's flat. She's DEAD.",
    ],
)
def test_words_of_violence_that_threaten_nobody_are_not_hidden(outcome, text):
    assert outcome(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "Cllr Pottinger's days are numbered.",
        "Tell Mal Pottinger to sleep with one eye open.",
        "Mal Pottinger had better bring a bodyguard to the next meeting.",
        "Hang the lot of them.",
        "People have been hanged for less, Mal Pottinger.",
        "That parking warden wants a slap.",
        "If those ponies get out again I'll put them down myself and the owner can sue me.",
    ],
)
def test_menace_that_names_no_deed_is_put_to_a_person_and_not_hidden(outcome, text):
    assert outcome(text) == "queue"


@pytest.mark.parametrize(
    "text",
    [
        "I'll blow his nose off his face, Cllr Pottinger, watch me.",
        "I'll smash your windows to get at you, Mal Pottinger.",
        "There's a bottle of acid for you, Mal Pottinger.",
        "I'd love to shoot Mal Pottinger in the head.",
        "Everyone said he should be shot, Mal Pottinger, and they are right. I'll bring the gun.",
        "I'm going to stab Mal Pottinger tonight.",
        "Mal Pottinger is going to be killed tonight.",
        "Mal Pottinger should be hanged from a lamp post.",
        "Let's hang the lot of them tonight, bring rope.",
        "Mal Pottinger wants a good kicking and I'll give it him.",
        "I'll put Mal Pottinger down like a dog.",
    ],
)
def test_the_same_words_meant_as_a_threat_are_hidden(outcome, text):
    assert outcome(text) == "hide"
