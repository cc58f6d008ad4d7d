"""Who renders: processes here, or a cluster's, behind the standard interface of executors."""
