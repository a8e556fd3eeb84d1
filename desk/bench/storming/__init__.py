"""The parts of the storm: who sends, who works, who watches, and who counts afterwards."""
