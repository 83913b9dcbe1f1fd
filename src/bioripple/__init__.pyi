# What `__getattr__` of __init__.py gives, for editors and type checkers.
from bioripple._api import Simulation as Simulation
from bioripple._api import accuracy as accuracy
from bioripple._api import influence_network as influence_network
from bioripple._api import jacobian as jacobian
from bioripple._api import list_predictors as list_predictors
from bioripple._api import predict as predict
from bioripple._api import read_sbml as read_sbml
from bioripple._api import sensitivity as sensitivity
from bioripple._api import simulate as simulate
from bioripple._api import steady_state as steady_state
from bioripple._own import explain as explain
from bioripple._own import read as read
from bioripple._own import respond as respond
from bioripple._own import reverse as reverse
from bioripple.errors import Failed as Failed
from bioripple.errors import Refused as Refused

__all__: list[str]
__version__: str
