"""SQL steps between schema versions: `NNNN_name.sql` forward, `NNNN_name.down.sql` back."""
