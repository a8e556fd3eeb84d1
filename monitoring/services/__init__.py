"""What changes what the desk hears; every act has its one function here."""
