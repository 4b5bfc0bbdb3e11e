"""A decision advisor: prompt engineering, PEFT or full fine-tuning, judged by cited evidence."""
